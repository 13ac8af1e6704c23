using GraphSync.Doctor;
using Support;

namespace GraphSync.Tests.Doctor;

/// <summary>A bridge that is looked over.</summary>
public abstract class DoctorTest(ServersFixture servers) : BridgeTest(servers)
{
    protected Task<DoctorReport> ExamineAsync(params ExpectedSchedule[] schedules) => ExamineAsync(Bridge, schedules);

    protected static Task<DoctorReport> ExamineAsync(TestBridge bridge, params ExpectedSchedule[] schedules) =>
        bridge.RunAsync(new DoctorRequest { Schedules = schedules }, Cancellation);

    protected static DoctorCheck Check(DoctorReport report, string name) => report.Checks.Single(check => check.Name == name);

    /// <summary>A check is in a state, names each example, and says what to do.</summary>
    protected static void ShouldBe(DoctorReport report, string name, string state, params string[] examples)
    {
        var check = Check(report, name);
        check.State.ShouldBe(state, $"{name}: {check.Found}");
        check.Remedy.ShouldNotBeNullOrEmpty(name);
        var told = string.Join('\n', [check.Found, .. check.Examples]);
        foreach (var example in examples) told.ShouldContain(example, Case.Sensitive, name);
    }

    protected static string[] NotOk(DoctorReport report) => [.. report.Checks.Where(check => check.State != CheckState.Ok)
        .Select(check => $"{check.Name} {check.State}: {check.Found} {string.Join("; ", check.Examples)}")];
}
