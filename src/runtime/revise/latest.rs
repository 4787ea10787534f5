//! Of wishes that come faster than they can be met, only the latest counts: a pure decision, no clock, no tasks.
//!
//! One wish is met at a time; while it is, the newest of those that came later waits. An answer that is older than one
//! already heard is no news.

/// A wish that waits.
#[derive(Debug)]
struct Wish<T> {
    ticket: u64,
    what: T,
    /// Nothing newer came for a moment.
    is_due: bool,
}

/// Which wish is met, which waits, and what was answered last.
#[derive(Debug)]
pub struct Latest<T> {
    waiting: Option<Wish<T>>,
    in_hand: Option<u64>,
    answered: u64,
}

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Self {
            waiting: None,
            in_hand: None,
            answered: 0,
        }
    }
}

impl<T> Latest<T> {
    /// A wish; tickets rise, so one with a lower ticket than another that came is out of date.
    pub fn wish(&mut self, ticket: u64, what: T) {
        let newest = self.waiting.as_ref().map(|wish| wish.ticket);
        let newest = newest.max(self.in_hand).unwrap_or(0).max(self.answered);
        if ticket > newest {
            self.waiting = Some(Wish {
                ticket,
                what,
                is_due: false,
            });
        }
    }

    /// A moment has passed since this wish came.
    pub fn is_due(&mut self, ticket: u64) {
        if let Some(wish) = self.waiting.as_mut().filter(|wish| wish.ticket == ticket) {
            wish.is_due = true;
        }
    }

    /// The wish to be met now, if one is due and no other is in hand.
    pub fn next(&mut self) -> Option<(u64, T)> {
        if self.in_hand.is_some() {
            return None;
        }
        let wish = self.waiting.take_if(|wish| wish.is_due)?;
        self.in_hand = Some(wish.ticket);
        Some((wish.ticket, wish.what))
    }

    /// An answer has come; whether it is news.
    pub fn answer(&mut self, ticket: u64) -> bool {
        if self.in_hand == Some(ticket) {
            self.in_hand = None;
        }
        let is_news = ticket > self.answered;
        self.answered = self.answered.max(ticket);
        is_news
    }

    /// Whether anything is wished and not answered.
    pub fn is_busy(&self) -> bool {
        self.waiting.is_some() || self.in_hand.is_some()
    }

    /// Lets every wish go. An answer to one of them is no news any more.
    pub fn let_go(&mut self) {
        let newest = self.waiting.take().map(|wish| wish.ticket);
        let newest = newest.max(self.in_hand.take()).unwrap_or(0);
        self.answered = self.answered.max(newest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy)]
    enum Step {
        Wish(u64),
        Due(u64),
        /// The answer to a ticket, and whether it is news.
        Answer(u64, bool),
        LetGo,
    }

    #[test]
    fn only_the_latest_wish_is_met_and_no_stale_answer_is_news() {
        use Step::*;
        // Each case: what happens, and the tickets that are met, in order.
        let cases: [(&str, &[Step], &[u64]); 7] = [
            ("one", &[Wish(1), Due(1), Answer(1, true)], &[1]),
            (
                "typing on",
                &[Wish(1), Wish(2), Due(1), Wish(3), Due(2), Due(3)],
                &[3],
            ),
            (
                "typed while one is drawn",
                &[
                    Wish(1),
                    Due(1),
                    Wish(2),
                    Due(2),
                    Wish(3),
                    Due(3),
                    Answer(1, true),
                    Answer(3, true),
                ],
                &[1, 3],
            ),
            (
                "not due when the hand is free",
                &[Wish(1), Due(1), Wish(2), Answer(1, true), Due(2)],
                &[1, 2],
            ),
            (
                "out of date",
                &[
                    Wish(5),
                    Wish(4),
                    Due(4),
                    Due(5),
                    Answer(5, true),
                    Wish(3),
                    Due(3),
                ],
                &[5],
            ),
            (
                "a late answer",
                &[Wish(1), Due(1), LetGo, Answer(1, false)],
                &[1],
            ),
            ("let go before it was due", &[Wish(1), LetGo, Due(1)], &[]),
        ];
        for (name, steps, wanted) in cases {
            let mut latest = Latest::default();
            let mut met = Vec::new();
            for step in steps {
                match *step {
                    Wish(ticket) => latest.wish(ticket, ()),
                    Due(ticket) => latest.is_due(ticket),
                    Answer(ticket, is_news) => assert_eq!(latest.answer(ticket), is_news, "{name}"),
                    LetGo => latest.let_go(),
                }
                met.extend(latest.next().map(|(ticket, ())| ticket));
            }
            assert_eq!(met, wanted, "{name}");
        }
    }

    #[test]
    fn it_is_busy_from_the_wish_to_its_answer() {
        let mut latest = Latest::default();
        assert!(!latest.is_busy());
        latest.wish(1, ());
        assert!(latest.is_busy());
        latest.is_due(1);
        assert!(latest.next().is_some() && latest.is_busy());
        latest.answer(1);
        assert!(!latest.is_busy());
    }
}
