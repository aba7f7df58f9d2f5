//! The rule by a clock of our own: a server that answers a hundred a second, and any number who ask.
use super::*;

const MS: Duration = Duration::from_millis(1);

fn door(places: [usize; 4], line: usize, patience_ms: u32) -> Door<u32> {
    Door::new(places.map(|places| Share { places, line, patience: MS * patience_ms }))
}

#[test]
fn a_class_takes_its_part_and_leaves_the_rest_to_those_after_it() {
    for (class, fit) in
        [(Class::Figures, 1), (Class::Lists, 2), (Class::Staff, 3), (Class::Intake, 4)]
    {
        let mut door = door([1, 2, 3, 4], 9, 100);
        let let_in = (0..9).filter(|_| door.enter(class)).count();
        assert_eq!(let_in, fit, "{class:?} alone");
        let rest = (0..9).filter(|_| door.enter(Class::Intake)).count();
        assert_eq!(rest, 4 - fit, "reports beside {class:?}");
    }
}

#[test]
fn reports_do_not_take_the_place_of_lists_that_run_and_are_let_in_before_them() {
    let now = Instant::now();
    let mut door = door([1, 1, 1, 1], 9, 100);
    assert!(door.enter(Class::Lists));
    for (who, class) in [(1, Class::Figures), (2, Class::Lists), (3, Class::Staff)] {
        assert!(!door.enter(class));
        door.stand(class, now, who);
    }
    assert!(!door.enter(Class::Intake));
    door.stand(Class::Intake, now, 4);
    let order: Vec<_> =
        std::iter::successors(door.leave(Class::Lists, now, |_| true), |(class, _)| {
            door.leave(*class, now, |_| true)
        })
        .map(|(_, who)| who)
        .collect();
    assert_eq!(order, [4, 3, 2, 1]);
    assert_eq!(door.running(), 0);
}

#[test]
fn a_short_line_goes_in_order_and_a_long_one_from_its_end() {
    let began = Instant::now();
    for (waited_ms, order) in [(10, [1, 2, 3]), (80, [3, 2, 1])] {
        let mut door = door([1; 4], 9, 100);
        assert!(door.enter(Class::Staff));
        for who in [1, 2, 3] {
            door.stand(Class::Staff, began, who);
        }
        let now = began + MS * waited_ms;
        let let_in = order.map(|_| door.leave(Class::Staff, now, |_| true).unwrap().1);
        assert_eq!(let_in, order, "after {waited_ms} ms");
    }
}

#[test]
fn who_went_away_is_passed_over_and_who_stood_too_long_is_let_go() {
    let began = Instant::now();
    let mut door = door([1; 4], 2, 100);
    assert!(door.enter(Class::Staff));
    for who in [1, 2, 3] {
        door.stand(Class::Staff, began, who); // the first has no room any more
    }
    assert_eq!(door.leave(Class::Staff, began, |who| *who != 2), Some((Class::Staff, 3)));
    door.stand(Class::Staff, began, 4);
    assert_eq!(door.leave(Class::Staff, began + MS * 100, |_| true), None, "too late for it");
    assert_eq!(door.running(), 0);
}

/// What came of a time of load: answers within their patience, and whoever was let go.
struct Came {
    right: usize,
    slowest: Duration,
}

/// A thousand milliseconds of a server that works on four at once, each for 40 ms (so a hundred a
/// second), while `each_ms` new ones come each millisecond and leave after `leaves_ms`.
fn a_second(each_ms: f64, patience_ms: u32) -> Came {
    let began = Instant::now();
    let mut door = Door::<Instant>::new([4; 4].map(|places| Share {
        places,
        line: 1024,
        patience: MS * patience_ms,
    }));
    let mut work: Vec<(Instant, Instant)> = Vec::new(); // when it ends, when it came
    let (mut came, mut due) = (Came { right: 0, slowest: Duration::ZERO }, 0.0);
    for ms in 0..1000 {
        let now = began + MS * ms;
        let (ended, rest): (Vec<_>, Vec<_>) = work.into_iter().partition(|(end, _)| *end <= now);
        work = rest;
        for (_, since) in ended {
            came.right += 1;
            came.slowest = came.slowest.max(now - since);
            if let Some((_, since)) = door.leave(Class::Staff, now, |_| true) {
                work.push((now + MS * 40, since));
            }
        }
        due += each_ms;
        while due >= 1.0 {
            due -= 1.0;
            match door.enter(Class::Staff) {
                true => work.push((now + MS * 40, now)),
                false => door.stand(Class::Staff, now, now),
            }
        }
    }
    came
}

#[test]
fn ten_times_what_can_be_served_leaves_what_is_served_and_how_soon() {
    let full = a_second(0.1, 500);
    assert!(full.right >= 90, "{} at capacity", full.right);
    for times in [2.0, 10.0, 100.0] {
        let over = a_second(0.1 * times, 500);
        assert!(over.right * 10 >= full.right * 9, "{} at {times} times", over.right);
        assert!(over.slowest <= MS * 540, "{:?} at {times} times", over.slowest);
    }
}
