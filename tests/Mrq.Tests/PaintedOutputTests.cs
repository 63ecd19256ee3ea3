using Mrq.Core.Schemes;
using Mrq.Core.Targets;

namespace Mrq.Tests;

/// <summary>Colours, tables and bars are for terminals; what is redirected is plain lines.</summary>
[TestClass]
public sealed class PaintedOutputTests
{
    private const char Escape = '\x1b';

    [TestMethod]
    [DataRow("--help")]
    [DataRow("convert", "--help")]
    [DataRow("schemes")]
    [DataRow("targets")]
    [DataRow("inspect", "missing.tflite")]
    public void Nothing_is_painted_where_nobody_watches(params string[] arguments)
    {
        var result = MrqCommand.Run(arguments);

        Assert.DoesNotContain(Escape, result.Output + result.Error);
        Assert.IsFalse((result.Output + result.Error).Any(character => character is >= '\u2500' and <= '\u259f'), "lines of tables");
    }

    [TestMethod]
    public void Redirected_catalogues_are_their_lines()
    {
        Assert.AreEqual(Text(SchemeTable.Of(SchemeCatalogue.Families)), MrqCommand.Run("schemes").Output);
        Assert.AreEqual(Text(TargetTable.Of(TargetCatalogue.All)), MrqCommand.Run("targets").Output);

        static string Text(FamilyTable table) => string.Concat(table.Lines().Select(line => line + Environment.NewLine));
    }

    [TestMethod]
    [TestCategory("Slow")]
    public void A_terminal_shows_a_table_of_its_width_and_errors_in_red()
    {
        using var table = Terminal.Start("", "targets", "esp");
        var lines = table.End().Lines;
        Assert.Contains(Escape, table.Written);
        Assert.StartsWith("╭─", lines[0]);
        Assert.IsTrue(lines.All(line => line.Length <= 120), string.Join('\n', lines));
        Assert.IsTrue(lines.Any(line => line.StartsWith("│ esp32-s3 ", StringComparison.Ordinal)), string.Join('\n', lines));

        using var error = Terminal.Start("", "inspect", "missing.tflite");
        Assert.AreEqual("missing.tflite : error MRQ0105: the file does not exist; correct the path.", string.Join('\n', error.End().Lines));
        Assert.Contains("error MRQ0105:", error.Written);
        Assert.IsGreaterThan(0, error.Written.IndexOf(Escape, StringComparison.Ordinal));
    }

    [TestMethod]
    [TestCategory("Slow")]
    public void A_bar_tells_how_far_work_is_and_is_gone_when_it_is_done()
    {
        using var folder = new ConversionFolder();
        using var terminal = Terminal.Start(folder.Path, "convert", "digits.tflite", "--scheme", "int8-symmetric", "--output", "out.tflite");

        var (code, lines) = terminal.End();

        Assert.AreEqual(0, code, terminal.Written);
        Assert.Contains("\u2501", terminal.Written);
        Assert.MatchesRegex(@"of \d+ (images|samples|layers)", terminal.Written);
        Assert.HasCount(2, lines, string.Join('\n', lines));
        Assert.StartsWith("digits.tflite -> int8-symmetric: ", lines[0]);
        Assert.AreEqual("written: out.tflite", lines[1]);
    }
}
