use super::*;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread;

const LONG: Duration = Duration::from_secs(3600);

#[test]
fn one_flush_takes_all_that_came_before_it() {
    let unflushed = Unflushed::new(4);
    unflushed.put("a", 1);
    unflushed.put("b", 200);
    assert_eq!(unflushed.take(), Some(vec!["a", "b"]));
    unflushed.put("c", 1);
    assert_eq!(unflushed.take(), Some(vec!["c"]), "a flush that took no time keeps nobody");
}

#[test]
fn the_next_flush_begins_only_a_part_of_the_last_ones_time_later() {
    let unflushed = Arc::new(Unflushed::new(4));
    unflushed.put(1, 1);
    assert_eq!(unflushed.take(), Some(vec![1]), "the first waits for nothing");
    unflushed.flushed(LONG);
    let early = unflushed.lock().early(4).unwrap();
    assert!(early > LONG / 5 && early <= LONG / 4, "{early:?}");
    unflushed.put(2, 1);
    let (tell, told) = sync_channel(1);
    let other = Arc::clone(&unflushed);
    let thread = thread::spawn(move || tell.send(other.take()).unwrap());
    assert!(told.recv_timeout(Duration::from_millis(50)).is_err(), "it is too early for it");
    // A long flush is forgotten as soon as a short one is over; then whoever came is taken.
    unflushed.flushed(Duration::ZERO);
    unflushed.put(3, 1);
    assert_eq!(told.recv().unwrap(), Some(vec![2, 3]));
    thread.join().unwrap();
}

#[test]
fn after_the_end_what_is_there_is_flushed_at_once_and_then_nothing() {
    let unflushed = Unflushed::new(2);
    unflushed.put(1, 1);
    assert!(unflushed.take().is_some());
    unflushed.flushed(LONG);
    unflushed.put(2, 1);
    unflushed.close();
    assert_eq!(unflushed.take(), Some(vec![2]));
    assert_eq!(unflushed.take(), None);
}

#[test]
fn a_disk_that_stands_still_holds_back_the_writer() {
    let unflushed = Arc::new(Unflushed::new(1));
    unflushed.put(1, MOST + 1);
    let (tell, told) = sync_channel(1);
    let other = Arc::clone(&unflushed);
    let thread = thread::spawn(move || {
        other.put(2, 1);
        tell.send(()).unwrap();
    });
    assert!(told.recv_timeout(Duration::from_millis(50)).is_err(), "it waits");
    assert_eq!(unflushed.take(), Some(vec![1]));
    told.recv().unwrap();
    assert_eq!(unflushed.take(), Some(vec![2]));
    thread.join().unwrap();
}
