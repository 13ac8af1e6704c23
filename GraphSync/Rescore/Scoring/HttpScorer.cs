using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace GraphSync.Rescore.Scoring;

/// <summary>Scores over HTTP by MLflow's scoring protocol: <c>dataframe_records</c> in, <c>predictions</c> out, in the same order.</summary>
/// <remarks>See https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally, "Inference Server Specification".</remarks>
internal sealed class HttpScorer : BatchScorer
{
    private const int Attempts = 3;
    private const int ExcerptLength = 300;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly Uri _url;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    public HttpScorer(Uri url, ScorerOptions options, TimeProvider time) : base(options, time)
    {
        (_url, _time) = (url, time);
        // A redirect could lead to a host that is not allowed.
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            Timeout = Timeout.InfiniteTimeSpan, // the run's own limit rules
            MaxResponseContentBufferSize = 4 * 1024 * 1024,
        };
    }

    public override string Description => _url.GetLeftPart(UriPartial.Path); // a query may hold a token

    public override ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override async Task<IReadOnlyList<ScoringResult>> ScoreBatchAsync(ScoringRequest[] batch, AnswerCheck check, CancellationToken cancellationToken)
    {
        var scores = new List<ScoringResult>(batch.Length);
        var sent = new List<ScoringRequest>(batch.Length);
        var body = WriteBody(batch, check, sent, scores);
        if (sent.Count == 0)
            return scores;
        using var response = await PostAsync(body, check, cancellationToken).ConfigureAwait(false);
        var text = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        if (response.StatusCode != HttpStatusCode.OK)
            throw Failure(Refusal(response, text), "Look into that server's log.", check);
        ReadPredictions(text, sent, check, scores);
        return scores;
    }

    private static byte[] WriteBody(ScoringRequest[] batch, AnswerCheck check, List<ScoringRequest> sent, List<ScoringResult> left)
    {
        var (body, record) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        body.Write("""{"dataframe_records":["""u8);
        foreach (var edge in batch)
        {
            record.ResetWrittenCount();
            if (!EdgeJson.TryWriteRecord(record, edge))
            {
                left.Add(check.Leave(edge.EdgeId, "its inference_input is not a JSON object"));
                continue;
            }
            if (sent.Count > 0)
                body.Write(","u8);
            body.Write(record.WrittenSpan);
            sent.Add(edge);
        }
        body.Write("]}"u8);
        return body.WrittenSpan.ToArray();
    }

    // Scoring changes nothing on the server, so it may be asked again.
    private async Task<HttpResponseMessage> PostAsync(byte[] body, AnswerCheck check, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var wait = FirstWait * Math.Pow(4, attempt - 1);
            try
            {
                using var content = new ByteArrayContent(body);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                var response = await _client.PostAsync(_url, content, cancellationToken).ConfigureAwait(false);
                if (attempt == Attempts || response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests))
                    return response;
                wait = response.Headers.RetryAfter?.Delta ?? wait;
                response.Dispose();
            }
            catch (Exception e) when (e is HttpRequestException or SocketException)
            {
                if (attempt == Attempts || IsFinal(e))
                    throw Failure($"the request failed: {e.Message}", "See that the server runs and the URL is right.", check);
                // Else it is not there, or gone in the middle: it may be starting.
            }
            await Task.Delay(wait < LongestWait ? wait : LongestWait, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsFinal(Exception e) => e is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.SecureConnectionError,
    };

    private void ReadPredictions(string text, List<ScoringRequest> sent, AnswerCheck check, List<ScoringResult> scores)
    {
        using var json = AnswerJson.Parse(text, out var isJson);
        if (json is null || json.RootElement.ValueKind != JsonValueKind.Object ||
            !json.RootElement.TryGetProperty("predictions", out var predictions) || predictions.ValueKind != JsonValueKind.Array)
            throw Failure($"the answer is no {{\"predictions\": […]}}: {Excerpt.Start(text, ExcerptLength)}", "It must speak MLflow's scoring protocol.", check);
        foreach (var (edge, prediction) in sent.Zip(predictions.EnumerateArray()))
            scores.Add(check.Accept(edge.EdgeId, Single(prediction)));
        var count = predictions.GetArrayLength();
        if (count < sent.Count)
            throw check.Bad(sent[count].EdgeId, $"no answer came, {count} predictions for {sent.Count} records", "Let the model predict one number a record.");
        if (count > sent.Count)
            throw Failure($"it answered {count} predictions for {sent.Count} records, the last of them edge '{sent[^1].EdgeId}'", "Let the model predict one number a record.", check);
        if (!isJson)
            throw Failure($"the answer is not JSON: {Excerpt.Start(text, ExcerptLength)}", "It must speak MLflow's scoring protocol.", check);
    }

    private static JsonElement Single(JsonElement prediction) =>
        prediction.ValueKind == JsonValueKind.Array && prediction.GetArrayLength() == 1 ? prediction[0] : prediction;

    private static string Refusal(HttpResponseMessage response, string text)
    {
        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        var to = response.Headers.Location is { } location ? $" to {location} (redirects are not followed: set model_versions.scorer to the final URL)" : "";
        return $"HTTP {status} {response.ReasonPhrase}{to}: {Excerpt.Start(text, ExcerptLength)}";
    }

    private ScoringException Failure(string what, string remedy, AnswerCheck check) =>
        new($"{Description}: {what}{check.Waiting}. {remedy}");
}
