using GraphSync.Credit;

namespace GraphSync.Tests.Credit;

public sealed class CycleSearchTests
{
    [Fact]
    public void Find_NamesTheCycleAlone_WhenAPathLeadsToIt() =>
        CycleSearch.Find([[1], [2, 3], [], [4], [1]]).ShouldBe([1, 3, 4]);

    [Fact]
    public void Find_NamesANodeThatReliesOnItself() => CycleSearch.Find([[1], [1]]).ShouldBe([1]);

    [Fact]
    public void Find_IsNull_WhenPathsOnlyMeet() => CycleSearch.Find([[1, 2, 1], [3], [3], []]).ShouldBeNull();

    [Fact]
    public void Find_GoesAsDeepAsTheGraph()
    {
        var chain = Enumerable.Range(1, 200_000).Select(next => (IReadOnlyList<int>)[next]).Append([]).ToList();
        CycleSearch.Find(chain).ShouldBeNull();
        chain[^1] = [0];
        CycleSearch.Find(chain)!.Count.ShouldBe(chain.Count);
    }
}
