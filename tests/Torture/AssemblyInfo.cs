using Torture;

// One graph: tests that empty it, and whose servers are killed, take turns.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(Rig))]
