namespace GraphSync.Inbound;

/// <summary>What an event is: <c>world_model_improvements.event_type</c>.</summary>
public static class EventType
{
    /// <summary>A model version was promoted.</summary>
    public const string Promotion = "model_version_promoted";

    /// <summary>An edge has earned something.</summary>
    public const string Edge = "edge_economic_event";
}
