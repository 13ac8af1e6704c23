using CsCheck;
using GraphSync.Rescore.Scoring;

namespace GraphSync.Tests.Rescore.Scoring;

public sealed class AnswerCheckTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1.0000000000000002)]
    [InlineData(-5e-324)]
    [InlineData(2.0)]
    public void Accept_NamesTheEdge_WhenTheNumberIsNoConfidence(double confidence)
    {
        var check = new AnswerCheck("test", ["a", "b"]);
        Should.Throw<ScoringException>(() => check.Accept("b", confidence)).Message.ShouldContain("edge 'b'");
        check.FirstUnanswered.ShouldBe("a");
    }

    [Fact]
    public void Accept_KeepsEveryBit_WhenTheNumberIsAConfidence()
    {
        var odd = Gen.OneOf(Gen.Const(-0.0), Gen.Const(0.0), Gen.Const(1.0), Gen.Const(5e-324), Gen.Const(0.1 + 0.2),
            Gen.Const(double.BitDecrement(1)));
        Gen.OneOf(Gen.Double[0, 1], odd).Sample(number =>
        {
            var score = new AnswerCheck("test", ["a"]).Accept("a", number);
            BitConverter.DoubleToInt64Bits(score.Confidence!.Value).ShouldBe(BitConverter.DoubleToInt64Bits(number));
            score.Error.ShouldBeNull();
        });
    }

    [Fact]
    public void Accept_Throws_WhenTheEdgeWasAnsweredBefore()
    {
        var check = new AnswerCheck("test", ["a"]);
        check.AcceptError("a", "no inputs").ShouldBe(new ScoringResult("a", null, "no inputs"));
        Should.Throw<ScoringException>(() => check.Accept("a", 0.5)).Message.ShouldContain("edge 'a': it was answered twice");
    }

    [Fact]
    public void Accept_Throws_WhenTheEdgeWasNotAsked() =>
        Should.Throw<ScoringException>(() => new AnswerCheck("test", ["a"]).Accept("A", 0.5))
            .Message.ShouldContain("edge 'A': it was answered, but not asked");

    [Fact]
    public void Ask_Throws_WhenTheEdgeWasAskedBefore() =>
        Should.Throw<ScoringException>(() => new AnswerCheck("test", ["a", "a"])).Message.ShouldContain("edge 'a'");

    [Fact]
    public void Complete_NamesTheFirstAskedAndTheCount_WhenAnswersAreMissing()
    {
        var check = new AnswerCheck("test", ["c", "b", "a"]);
        check.Accept("c", 0);
        var message = Should.Throw<ScoringException>(check.Complete).Message;
        message.ShouldContain("edge 'b'");
        message.ShouldContain("2 of 3");
    }

    [Fact]
    public void Complete_Passes_WhenAllAreAnswered()
    {
        var check = new AnswerCheck("test");
        check.Complete();
        check.Ask("a");
        check.Accept("a", 1);
        check.Complete();
        check.FirstUnanswered.ShouldBeNull();
    }

    [Fact]
    public void AcceptError_KeepsTheReasonFitForAnyDatabase_WhenItIsLongOrHoldsNul() =>
        new AnswerCheck("test", ["a"]).AcceptError("a", "x\0\ud800" + new string('y', 5000))
            .Error.ShouldBe("x \ufffd" + new string('y', 997) + "…");
}
