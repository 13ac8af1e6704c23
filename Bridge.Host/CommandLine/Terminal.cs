using System.Text;
using GraphQueries.Presentation;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Bridge.Host.CommandLine;

/// <summary>
/// The standard output and error, to which no text from a file, a database, a scorer or the network gets raw: control characters would
/// move the cursor, change the title, or write over what stands there. Tables and progress have colours, and so a way of their own.
/// </summary>
internal static class Terminal
{
    // Runs before Guard does: without a constructor the consoles would open when they are first used, upon writers that escape.
    static Terminal() => (Out, Err) = (Open(Console.Out), Open(Console.Error));

    /// <summary>Tables and sentences.</summary>
    public static IAnsiConsole Out { get; }

    /// <summary>Progress.</summary>
    public static IAnsiConsole Err { get; }

    /// <summary>From now on, whatever is written to <see cref="Console"/> is escaped.</summary>
    public static void Guard()
    {
        // A pipe or a file has no width: tables are not to be cut there.
        if (Console.IsOutputRedirected) Out.Profile.Width = 160;
        Console.SetOut(new EscapingWriter(Console.Out));
        Console.SetError(new EscapingWriter(Console.Error));
    }

    private static IAnsiConsole Open(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        console.Pipeline.Attach(new EscapingHook());
        return console;
    }

    private sealed class EscapingWriter(TextWriter writer) : TextWriter
    {
        public override Encoding Encoding => writer.Encoding;

        public override void Write(char value) => writer.Write(DisplayText.Escaped(value.ToString()));

        public override void Write(string? value) => writer.Write(DisplayText.Escaped(value));

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void Flush() => writer.Flush();
    }

    private sealed class EscapingHook : IRenderHook
    {
        public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
            renderables.Select(renderable => new EscapedRenderable(renderable));
    }

    /// <summary>What is shown, with the text of others escaped; colours and movements of the cursor are segments of their own.</summary>
    private sealed class EscapedRenderable(IRenderable shown) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => shown.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => shown.Render(options, maxWidth)
            .Select(segment => segment.IsControlCode || DisplayText.Escaped(segment.Text) is var text && text == segment.Text
                ? segment : new Segment(text, segment.Style));
    }
}
