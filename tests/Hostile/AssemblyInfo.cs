using Hostile.Generator;
using Support;

// Community has one user database: tests that write to it take turns, and each starts from an empty graph.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(ServersFixture))]
[assembly: AssemblyFixture(typeof(Tally))]
