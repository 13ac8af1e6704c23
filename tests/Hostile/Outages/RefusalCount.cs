using System.Diagnostics.Metrics;
using System.Net;

namespace Hostile.Outages;

/// <summary>How many requests of this process to a port of its own were refused for their password.</summary>
internal sealed class RefusalCount : IDisposable
{
    private readonly MeterListener _listener = new();
    private int _value;

    public RefusalCount(int port)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "System.Net.Http", Name: "http.client.request.duration" })
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            if (Has(tags, "server.port", port) && Has(tags, "http.response.status_code", (int)HttpStatusCode.Unauthorized))
                Interlocked.Increment(ref _value);
        });
        _listener.Start();
    }

    public int Value => Volatile.Read(ref _value);

    public void Dispose() => _listener.Dispose();

    private static bool Has(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name, int value)
    {
        foreach (var tag in tags)
            if (tag.Key == name) return Equals(tag.Value, value);
        return false;
    }
}
