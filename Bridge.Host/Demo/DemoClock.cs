namespace Bridge.Host.Demo;

/// <summary>The system's clock, put forward by whole windows, so that the demo need not wait a day for the next pass.</summary>
internal sealed class DemoClock : TimeProvider
{
    private TimeSpan _ahead = TimeSpan.Zero;

    public void PutForward(TimeSpan span) => _ahead += span;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;
}
