namespace GraphQueries.Tests.Catalogue;

/// <summary>Operators of servers that the tests may not have at hand.</summary>
public sealed class PlanGuardTests
{
    [Theory]
    [InlineData("DynamicRelationshipTypeLookup"), InlineData("DynamicDirectedRelationshipTypeLookup")]
    [InlineData("DynamicUndirectedRelationshipTypeLookup"), InlineData("PartitionedDynamicDirectedRelationshipTypeLookup")]
    [InlineData("DynamicExpand"), InlineData("DirectedAllRelationshipsScan")]
    [InlineData("UndirectedAllRelationshipsScan"), InlineData("PartitionedDirectedAllRelationshipsScan")]
    [InlineData("DirectedUnionRelationshipTypesScan"), InlineData("PartitionedUndirectedUnionRelationshipTypesScan")]
    [InlineData("DirectedRelationshipIndexScan"), InlineData("UndirectedRelationshipIndexContainsScan"), InlineData("NodeIndexScan")]
    [InlineData("NodeIndexEndsWithScan"), InlineData("PartitionedNodeIndexScan")]
    public void IsForbidden_WhenItReadsRelationshipsOrAnIndexWhole(string name) => PlanGuard.IsForbidden(name).ShouldBeTrue();

    [Theory]
    [InlineData("DynamicLabelNodeLookup"), InlineData("DynamicNodeLabelLookup"), InlineData("PartitionedDynamicLabelNodeLookup")]
    [InlineData("AllNodesScan"), InlineData("NodeByLabelScan"), InlineData("IntersectionNodeByLabelsScan")]
    [InlineData("DirectedRelationshipTypeScan"), InlineData("PartitionedUndirectedRelationshipTypeScan")]
    public void IsScan_WhenAHeaderMayGiveAReason(string name)
    {
        PlanGuard.IsScan(name).ShouldBeTrue();
        PlanGuard.IsForbidden(name).ShouldBeFalse();
    }

    [Theory]
    [InlineData("NodeUniqueIndexSeek"), InlineData("DirectedRelationshipIndexSeek"), InlineData("DirectedRelationshipIndexSeekByRange")]
    [InlineData("DirectedRelationshipByElementIdSeek"), InlineData("Expand(All)"), InlineData("MultiNodeIndexSeek")]
    [InlineData("Create"), InlineData("SetDynamicProperty")]
    public void Nothing_IsSaidOfSeeks(string name)
    {
        PlanGuard.IsScan(name).ShouldBeFalse();
        PlanGuard.IsForbidden(name).ShouldBeFalse();
    }
}
