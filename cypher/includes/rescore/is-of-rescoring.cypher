// Whether the delta `d` is what a pass made of an edge, and not what a reviewer did about it.
d.class IN ['large_decrease', 'moderate', 'stable', 'increase']
