// Where in the store are the relationships of some types? An element id is a prefix and a number; the numbers are told by blocks.
//
// parameters:
//   $block: integer = 2000  -- numbers a block
// columns:
//   prefix: string
//   blocks: list<integer>  -- block n has the numbers from n × $block on
// order: none
// edges: each type
// scan: adopting reads the whole graph
// access: read
MATCH ()-[r:KG_EDGE]->()
WITH split(elementId(r), ':') AS parts
RETURN parts[0] + ':' + parts[1] + ':' AS prefix, collect(DISTINCT toInteger(parts[2]) / $block) AS blocks
