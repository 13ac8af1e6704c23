using Support;

// Community has one user database: tests that write to it take turns, and each starts from an empty graph.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(ServersFixture))]
