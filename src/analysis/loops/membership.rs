//! Which loops pass a variable or a link, and the part of a loop that does.

use crate::model::VariableId;
use crate::model::graph::Graph;
use crate::program::scores::{Between, Route};

/// The part of a route that passes a variable: the route itself where it names it, else for each two neighbours between which
/// the variable may stand a route that names it there. No closed way belongs to two of them.
pub fn via(graph: &Graph, route: &Route, variable: VariableId) -> Vec<Route> {
    let through = &route.through;
    if through.contains(&variable) {
        return vec![route.clone()];
    }
    if route.between == Between::Link || !inside(graph, route, variable) {
        return Vec::new();
    }
    let neighbours = (0..through.len()).filter(|i| {
        let (from, to) = (through[*i], through[(i + 1) % through.len()]);
        leads(graph, route, from, variable) && leads(graph, route, variable, to)
    });
    let named = |i: usize| {
        let mut through = through.clone();
        through.insert(i + 1, variable);
        Route { through, between: Between::Paths }
    };
    neighbours.map(named).collect()
}

/// Whether some path of a route runs along a link.
pub fn runs_along(graph: &Graph, route: &Route, link: (VariableId, VariableId)) -> bool {
    let through = &route.through;
    match route.between {
        Between::Link => (0..through.len()).any(|i| (through[i], through[(i + 1) % through.len()]) == link),
        Between::Paths => graph.runs_along(through, link),
    }
}

/// Whether a variable may stand between two neighbours of a route.
fn inside(graph: &Graph, route: &Route, id: VariableId) -> bool {
    graph.states.binary_search(&id).is_err() && !route.through.contains(&id)
}

/// Whether there is a path from one variable to another through those that may stand between neighbours.
fn leads(graph: &Graph, route: &Route, from: VariableId, to: VariableId) -> bool {
    graph.reached(from, |id| id != to && inside(graph, route, id)).contains_key(&to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::graph::Link;
    use crate::model::polarity::Influence;

    const STOCK: VariableId = VariableId(0);
    const NEAR: VariableId = VariableId(1);
    const FAR: VariableId = VariableId(2);
    const FLOW: VariableId = VariableId(3);
    const BESIDE: VariableId = VariableId(4);

    /// The stock works on its flow by two ways, one of them through two variables; one variable is beside them.
    fn graph() -> Graph {
        let link = |(cause, effect)| Link { cause, effect, influence: Influence::Plus };
        let links = [(STOCK, NEAR), (NEAR, FAR), (FAR, FLOW), (STOCK, FLOW), (FLOW, STOCK), (NEAR, BESIDE)];
        Graph::new(5, links.map(link).to_vec(), vec![STOCK])
    }

    #[test]
    fn a_route_is_split_at_the_variable_that_it_passes() {
        let graph = graph();
        let route = Route { through: vec![STOCK, FLOW], between: Between::Paths };
        assert_eq!(via(&graph, &route, FLOW), std::slice::from_ref(&route));
        assert_eq!(via(&graph, &route, FAR), [Route { through: vec![STOCK, FAR, FLOW], between: Between::Paths }]);
        assert_eq!(via(&graph, &route, BESIDE), []);
        assert_eq!(via(&graph, &Route { between: Between::Link, ..route }, FAR), []);
    }

    #[test]
    fn a_route_runs_along_the_links_of_its_paths_and_no_others() {
        let graph = graph();
        let route = Route { through: vec![STOCK, FLOW], between: Between::Paths };
        for link in [(STOCK, NEAR), (NEAR, FAR), (FAR, FLOW), (STOCK, FLOW), (FLOW, STOCK)] {
            assert!(runs_along(&graph, &route, link), "{link:?}");
        }
        assert!(!runs_along(&graph, &route, (NEAR, BESIDE)));
        let straight = Route { between: Between::Link, ..route };
        assert!(runs_along(&graph, &straight, (STOCK, FLOW)) && !runs_along(&graph, &straight, (NEAR, FAR)));
    }
}
