using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace GraphQueries;

/// <summary>What this library tells OpenTelemetry: how long Neo4j takes, and what is tried again.</summary>
internal static class GraphTelemetry
{
    /// <summary>The name of the meter and of the activity source, here and in what is built on this library.</summary>
    public const string Name = "GraphProvenance";

    /// <summary>The meter of all instruments.</summary>
    public static readonly Meter Meter = new(Name);

    // Name, unit and boundaries as OpenTelemetry's conventions for database clients have them.
    private static readonly Histogram<double> Requests = Meter.CreateHistogram("db.client.operation.duration", "s",
        "How long Neo4j took to answer a request",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] });

    private static readonly Counter<long> Retries =
        Meter.CreateCounter<long>("graphprovenance.retries", "{retry}", "What was tried again, by the layer that did it");

    /// <summary>Measures a request to Neo4j, whatever becomes of it.</summary>
    public static async Task<T> MeasureAsync<T>(Func<Task<T>> request)
    {
        var started = Stopwatch.GetTimestamp();
        var tags = new TagList { { "db.system.name", "neo4j" } };
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            tags.Add("error.type", e.GetType().Name);
            throw;
        }
        finally
        {
            Requests.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, tags);
        }
    }

    /// <summary>Counts what is tried again.</summary>
    /// <param name="layer">Who does it: one of a few words.</param>
    /// <param name="count">How often.</param>
    public static void CountRetries(string layer, long count = 1) => Retries.Add(count, new KeyValuePair<string, object?>("layer", layer));
}
