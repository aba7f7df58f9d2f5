# What is said when a rule refuses: why, then what would help.

# Relay
refused-not-a-step = There is no such step. Reload the page and use its buttons.
refused-no-such-move = That step does not follow the present one. Reload the page and take the next step it offers.
refused-not-an-end = It cannot be closed at this step. Check and answer it first.
refused-other-procedure = This one follows another procedure. Handle it from its own page.
refused-ended = It is closed and can no longer be changed. If it is not really solved, ask for it to be reopened.
refused-not-ended = It is still open. Wait until it is closed.
refused-same-holder = This post holds it already; there is nothing to hand over.
refused-no-reason = Please give the reason.
refused-no-clause = Please name the clause on which you send it back.
refused-no-right-owner = Please name who should handle it.
refused-too-late-to-return = { $used }% of the time is used; it can be sent back within the first { $window }%. Go on with it, or ask for arbitration.
refused-goes-to-arbitration = It was sent back { $returns } times and cannot be sent back again. Ask for arbitration.
refused-paused = The clock is paused already.
refused-not-paused = The clock is not paused.
refused-paused-enough = Pauses last { $max_days } days in all, and those are used. Go on with it, or ask for more time.
refused-no-minutes = Please say how much more time you need.
refused-too-late-to-extend = { $used }% of the time is used; more time is asked for before { $before }%. Handle it soon and say in a note what holds it up.
refused-extended-enough = It was extended { $times } times already. Handle it soon, or report it upward.
refused-extended-too-far = You asked for { $asked }; at most { $at_most } can be given. Ask for less.
refused-own-approval = Whoever holds it cannot approve their own request. A superior must.
refused-no-promise = Nothing is promised at this step, so there is nothing to keep.
refused-other-stop = Something else is promised here. Complete that step first.
refused-already-met = The promise was kept at { $at } already.
refused-not-met = The promise is not kept yet. Complete the promised step first.
refused-later-needs-approver = The new time { $new } is later than { $old }; another post has to agree.
refused-parts-open = { $n } parts are still open. It can be closed when all are in.
refused-no-time = The work calendar gives no such time. Ask the system administrator to look at the calendar.

# Matters
refused-wrong-step = It has moved on to another step. Reload the page to see what can be done now.
refused-nobody-on-duty = Nobody on duty can take it. Put somebody on duty or name a deputy first.
refused-nobody-above = Nobody is on duty one level up. Turn to the district centre.
refused-reported-there = It was reported there already. Wait for the answer.
refused-send-back-first = Before arbitration, send it back and name who should handle it.
refused-arbitrated = Arbitration gave this to your post, so it cannot go back. If you need help, report it upward.
refused-no-contact = The reporter left no contact, or it was erased in time.
refused-contact-does-not-open = The contact cannot be opened now. Ask the system administrator to check the keys.
refused-no-proposal = No sorting waits for a second look. Reload the page.
refused-no-appeal = No appeal waits for a decision. Reload the page.
refused-merged = It was merged into another matter. Handle it there.
refused-rated-already = It has been rated already. Thank you.
refused-extension-waits = A request for more time is waiting. Wait for its answer first.
refused-no-extension-waits = No request for more time is waiting. Reload the page.
refused-too-late = The time for this is over. If it happens again, please report it anew.
refused-appealed-enough = It has been contested as often as it can be. If there is something new, please report it anew.
refused-no-policy = The policy book has no rule for that day. Ask the system administrator.

# Team
refused-not-on-committee = A grid leader has to be a member of the community's committee. Check the appointment first.
refused-heads-no-party = A grid leader also heads the Party branch or group of the grid. Check that first.

# Organisation and accounts
refused-unit-in-use = Units or people still stand under this unit. End those first.
refused-rank-taken = That place in the post is taken during that time. End that appointment or choose another place.
refused-role-conflict = One person cannot be both { $a } and { $b }. Choose somebody else, or end one of the two first.
refused-already-ended = It has ended already.
refused-sign-in = The name or the password is not right. Check them and try again.
refused-password-initial = This account still has its first password. Sign in on the page, choose your own under “My account”, then use the API.
refused-locked = Too many wrong passwords: this account is locked. Try again after { $until }, or ask the security administrator for a new password.
refused-has-account = This person has an account. If the password is forgotten, reset it.
refused-own-account = Another security administrator has to do this to your own account.

# Fields
field-already_ended = It has ended; choose a unit that still exists
field-role_misplaced = This role does not belong to such a unit; choose another role or unit
field-day_out_of_range = This day cannot be meant; check it
field-ends_before_it_begins = The end cannot lie before the beginning; check both days
field-unit_misplaced = Such a unit cannot stand here; choose another superior
field-superior_not_there = The superior does not exist on that day, or is to end; choose another day or superior
field-second_district = There is one district to a database
field-code_taken = A unit of this kind has this code; choose another
field-already_over = This day is over; take today or a later one
field-absence_long = An absence lasts a year at most; for longer, change the appointment
field-out_of_range = Out of range; please check
field-login_form = 2 to 32 small letters, digits, dots, dashes or underscores
field-same_as_before = The new password cannot be the old one
field-too_short = At least { $min } characters, now { $got }
field-holds_login = The password cannot hold the sign-in name
field-holds_word = The password cannot hold “{ $word }”: it is guessed first
field-not_above = It can only be reported one level up or to the department in charge; choose another
field-no_words = Please say what came of it
field-backwards = The last day must not be before the first
field-period = The period does not fit: it ends after it begins and is a year at most
field-itself = It cannot be merged into itself; give the number of the other one
field-closed = That one is closed; nothing can be merged into it
field-too_many = Too many; please take fewer
field-outside = This place is outside the district; choose another point
field-missing = Choose a point on the map, or a community
field-not_yours = This place is not in your area; tell its community, or use the page for residents
field-no_business = This post does not handle matters; choose another
field-other_street = This post belongs to another street; choose one of this street or of a department
field-cannot_decide = An appeal is decided by a street or the district; hand it to one of them
field-unmanned = Nobody is on duty in this post; choose another
field-yourself = You cannot name yourself; name the post that should handle it
field-not_of_a_grid = Only posts of a grid have kinds of work
field-unknown_ground = There is no such ground; choose one from the list
field-ground_of_other_sort = This ground belongs to another sort; change the ground or the sort
field-no_guidance = Please tell the reporter where to turn
field-no_basis = Please name the basis
field-several_people = Several people have this name; choose the one you mean
field-too_many_bytes = The photo's file is too large; take a smaller one
field-not_a_photo = Not a photo we can use; JPEG, PNG or WebP
field-too_many_pixels = The photo has too many pixels; make it smaller first
field-broken = The photo is damaged or cut short; please take it again
refused-clock-ahead = The phone says { $at }, which is still to come; set its clock and try again
refused-sent-too-late = That is too long ago: it has to come in within { $hours } hours. You may choose a reason instead
refused-no-window = It is not time to look at this place; next from { $at }
refused-no-window-ahead = This place is not looked at in the coming weeks
refused-explained-too-late = A reason may be given within { $days } days after the window
refused-covered-already = It was looked at in this window; no reason is needed
refused-unknown-reason = There is no such reason; please choose from the list
refused-patrol-point-ended = This place is retired
field-times = Write times as 16:30, up to four, with spaces between
field-missing_point = Choose a point on the map, give longitude and latitude, or choose a grid
field-too_many_points = This grid has many places already; retire some first
field-patrol_period = The period does not fit: its end is not before its start, three months at most

refused-too-old-to-send = This was written down more than three months ago, and nobody can tell whether it was done. Please look for it, and write it down anew if it is not there.
refused-moved-meanwhile = While you were without signal it went to other hands and came back to you. Please look at it before you hand it over.
refused-window-gone = The times of this place were changed, or it was retired; this window need not be looked at any more.
refused-point-gone = This place is no longer in your grid; nothing is left to do.
