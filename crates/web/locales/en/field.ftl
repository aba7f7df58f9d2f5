# Faults of fields, each a sentence that says what to change.
field-empty = Please fill this in
field-too_long = At most { $max } characters, now { $got }
field-control = It holds a control character that cannot be kept
field-choose = Please choose one
field-number = Please give a number
field-range = Please give a number from { $min } to { $max }
field-day = Please give a day, such as 2026-03-01
field-place = The place is incomplete or wrong: locate again, or tap the map
field-malformed = This cannot be understood
field-unknown = There is no such thing
field-wrong = Not right, please check
field-taken = Already in use, please take another
field-file_kind = Not a file that can be used, please take another
field-file_size = The file is too large, please take a smaller one

# Names of fields, for the list of faults above a form.
error-line = { $label }: { $said }
label-what = What it is
label-category = What it is about
label-contact = Telephone
label-lon = Place
