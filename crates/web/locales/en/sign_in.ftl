# Signing in
sign-in-lead = For those who work in the district, its streets, communities, grids and departments. Residents report without signing in.
sign-in-help = If you forgot the password or the account is closed, ask the district's security administrator to reset it. There is no default password, and nobody will ever ask you for yours.
sign-in-done-signed-out = You are signed out
sign-in-done-password = The password is changed; please sign in again
label-login = Sign-in name
label-password = Password
