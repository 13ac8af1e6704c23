using System.Collections.Frozen;
using System.Diagnostics;
using OpenTelemetry;

namespace Bridge.Host.Hosting;

/// <summary>
/// Lets a span keep tags that are known to be short and to hold no secret. Others add theirs: Npgsql the connection string, an HttpClient
/// the URL, both the messages of errors.
/// </summary>
internal sealed class SpanTags : BaseProcessor<Activity>
{
    private static readonly FrozenSet<string> Known = FrozenSet.Create(StringComparer.Ordinal,
        "outcome", "rows", "error.type",
        "db.system.name", "db.namespace", "db.query.text", "db.response.status_code",
        "http.request.method", "http.response.status_code", "network.protocol.version", "server.address", "server.port");

    public override void OnEnd(Activity data)
    {
        foreach (var (name, _) in data.TagObjects.ToList())
        {
            if (!Known.Contains(name)) data.SetTag(name, null);
        }
        // Without its description.
        data.SetStatus(data.Status);
    }
}
