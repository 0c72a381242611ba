//! Numbering of trees: depth first, parents before children, so that "within" is one interval of ids. Part of syntax ->
//! typed policy. Nothing here recurses: a tree may be as deep as its input is long.

/// Finds the circles of `within`, each as its members in order, beginning with the lowest.
pub(super) fn circles(within: &[Option<usize>]) -> Vec<Vec<usize>> {
    // For each node the walk that came by first; a walk that meets itself has gone round a circle.
    let mut walked: Vec<Option<usize>> = vec![None; within.len()];
    let mut circles = Vec::new();
    for start in 0..within.len() {
        let mut at = Some(start);
        while let Some(node) = at {
            match walked.get(node).copied().flatten() {
                Some(walk) if walk == start => {
                    circles.push(circle_from(node, within));
                    break;
                }
                Some(_) => break,
                None => {}
            }
            if let Some(slot) = walked.get_mut(node) {
                *slot = Some(start);
            }
            at = within.get(node).copied().flatten();
        }
    }
    circles
}

fn circle_from(node: usize, within: &[Option<usize>]) -> Vec<usize> {
    let mut members = vec![node];
    let mut at = within.get(node).copied().flatten();
    while let Some(next) = at.filter(|next| *next != node) {
        members.push(next);
        at = within.get(next).copied().flatten();
    }
    let lowest = (0..members.len())
        .min_by_key(|at| members[*at])
        .unwrap_or(0);
    members.rotate_left(lowest);
    members
}

/// The nodes in depth-first order; siblings keep the order of their numbers.
///
/// Nodes on a circle, and what is within them, are left out: break circles first.
pub(super) fn depth_first(within: &[Option<usize>]) -> Vec<usize> {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); within.len()];
    let mut stack = Vec::new();
    for (node, outer) in within.iter().enumerate().rev() {
        match outer.and_then(|outer| children.get_mut(outer)) {
            Some(siblings) => siblings.push(node),
            None => stack.push(node),
        }
    }
    let mut order = Vec::with_capacity(within.len());
    while let Some(node) = stack.pop() {
        order.push(node);
        if let Some(inner) = children.get_mut(node) {
            stack.append(inner);
        }
    }
    order
}

/// The position of each node in `order`.
pub(super) fn positions(order: &[usize]) -> Vec<u32> {
    let mut positions = vec![0; order.len()];
    for (position, node) in (0u32..).zip(order) {
        if let Some(slot) = positions.get_mut(*node) {
            *slot = position;
        }
    }
    positions
}
