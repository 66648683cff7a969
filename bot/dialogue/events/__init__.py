"""What happens without the person: clocks, events, calls to the outside, people who take over."""
