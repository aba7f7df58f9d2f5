//! A page of a list (分页): one row more is read than is shown, so it is known whether it goes on.

/// The rows to show; and the mark of the last one, from which the next page goes on, where there is
/// a next page.
pub fn page_of<T, M>(
    mut found: Vec<T>,
    limit: u32,
    mark: impl FnOnce(&T) -> M,
) -> (Vec<T>, Option<M>) {
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(mark);
    (found, next)
}

#[cfg(test)]
mod tests {
    use super::page_of;

    #[test]
    fn a_page_goes_on_exactly_where_one_row_more_was_found() {
        for (found, shown, next) in
            [(0, 0, None), (2, 2, None), (3, 3, None), (4, 3, Some(3)), (9, 3, Some(3))]
        {
            let rows: Vec<i32> = (1..=found).collect();
            assert_eq!(page_of(rows, 3, |row| *row), ((1..=shown).collect(), next), "{found}");
        }
    }
}
