when-day = { $day } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
when-day-year = { $day } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
} { $year }
when-left = { $span } left
when-over = { $span } overdue
when-ago = { $span } ago
when-ahead = in { $span }
span-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
span-hours = { $n } h
span-minutes = { $n } min
span-moment = less than a minute
