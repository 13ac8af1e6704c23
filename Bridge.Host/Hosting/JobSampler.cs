using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Bridge.Host.Hosting;

/// <summary>A trace begins with a job, whose span is the bridge's own: requests to databases that nobody's job makes, but pages, probes
/// and metrics, begin none.</summary>
internal sealed class JobSampler : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(samplingParameters.Kind == ActivityKind.Internal ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
}
