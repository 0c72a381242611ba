//! Numbers of threads as they are typed.

use super::*;

#[test]
fn threads_are_from_one_to_256_and_are_refused_in_words() {
    for (text, count) in [("1", 1), ("2", 2), ("+7", 7), ("256", 256)] {
        assert_eq!(threads(text).map(NonZeroUsize::get), Ok(count), "{text}");
    }
    let refused = "a number of threads is a whole number from 1 to 256";
    for text in ["0", "257", "-1", "1.5", "", "two", "99999999999999999999"] {
        assert_eq!(threads(text), Err(refused.into()), "{text}");
    }
    for line in [
        "fuzz x --jobs 0",
        "bench x --threads 257",
        "bench block --threads 0",
    ] {
        let line = ["assent"].into_iter().chain(line.split(' '));
        let told = Arguments::try_parse_from(line).expect_err("it is refused");
        assert!(told.to_string().contains(refused), "{told}");
    }
    let machine = threads_of_machine();
    assert!(machine <= THREADS_MAX, "{machine}");
}
