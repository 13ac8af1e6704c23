using Support;
using Xunit;

[assembly: AssemblyFixture(typeof(ServersFixture))]
