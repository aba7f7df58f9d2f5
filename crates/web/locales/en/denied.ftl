# What is said without a right: what is missing, and who could do it.
denied-sign-in = Please sign in first.
denied-no-post = You act for no post today. If you are back, end your absence; if your appointment is wrong, ask the security administrator.
denied-role-conflict = You hold roles that one person must not hold together, so none of them counts. Ask the security administrator.
denied-no-right = Your post does not have this right. If you need it, ask the security administrator.
denied-not-here = This is outside your area and nothing you handle. Leave it to the unit in charge.
denied-not-over-holder = A superior or a peer holds it now. Ask them, or ask for arbitration.
denied-own-grant = Nobody appoints or empowers themselves, or changes their own record. Somebody else has to do it.
denied-own-request = Nobody approves their own request. A superior has to.
denied-own-sort = Nobody takes the second look at their own sorting. Somebody else has to.
denied-own-work = Nobody checks or rates their own work. Somebody else has to.
