// Whether the confidence of `edge`, a relationship or a row, is a number from 0 to 1. In Cypher -0.0, which scorers and clients may
// write, is smaller than 0.
coalesce(-0.0 <= edge.confidence <= 1, false)
