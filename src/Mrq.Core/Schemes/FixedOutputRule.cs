using System.Globalization;
using Mrq.Core.Graph;

namespace Mrq.Core.Schemes;

/// <summary>
/// Which operators have an output whose range a target fixes. TFLite fixes grids (SOFTMAX: 1/256), which its kernels are written for; other targets fix a range of real
/// numbers, which the grid of the activation rule covers, or nothing, so that the output is an activation like any other. Equal rules have equal texts.
/// </summary>
public sealed record FixedOutputRule
{
    /// <summary>Scale and zero point of TFLite's kernels.</summary>
    public static readonly FixedOutputRule TFLite = new("TFLite");

    /// <summary>No operator fixes what it writes.</summary>
    public static readonly FixedOutputRule None = new("None");

    private readonly string _text;

    private FixedOutputRule(string text) => _text = text;

    /// <summary>Operators whose results are bounded, so that a range of theirs can be fixed: those whose grid TFLite fixes.</summary>
    public static IReadOnlyList<string> Operators { get; } = ["L2_NORMALIZATION", "LOG_SOFTMAX", "LOGISTIC", "SOFTMAX", "TANH"];

    /// <summary>The ranges that a list fixes, by operator.</summary>
    public IEnumerable<(string Operator, double Low, double High)> Ranges => this == TFLite || this == None ? [] : _text.Split(';').Select(entry => Entry(entry)!.Value);

    /// <summary>The rule that a text says: <c>TFLite</c>, <c>None</c>, or <c>SOFTMAX=0..1;TANH=-1..1</c>; null for another text.</summary>
    public static FixedOutputRule? Parse(string text)
    {
        if (new[] { TFLite, None }.FirstOrDefault(rule => string.Equals(rule._text, text, StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            return known;
        }

        var entries = text.Split([';', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Entry).ToList();
        return entries.Count == 0 || entries.Contains(null) || entries.DistinctBy(entry => entry!.Value.Operator).Count() < entries.Count
            ? null
            : new(string.Join(';', entries.Select(entry => entry!.Value).OrderBy(entry => entry.Operator, StringComparer.Ordinal).Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Operator}={entry.Low:R}..{entry.High:R}"))));
    }

    /// <summary>What the output of an operator has to be; null where the activation rule alone decides.</summary>
    public QuantizationParameters? Of(Operator step, TensorRule activations)
    {
        if (this == TFLite)
        {
            return step.Traits.FixedOutput.GetValueOrDefault(activations.Type);
        }

        foreach (var (name, low, high) in Ranges.Where(range => range.Operator == step.Name))
        {
            return activations.Covering(low, high);
        }

        return null;
    }

    public override string ToString() => _text;

    /// <summary>One part of a list. A grid has a value for 0, so that a range has, too.</summary>
    private static (string Operator, double Low, double High)? Entry(string text)
    {
        var (equals, dots) = (text.IndexOf('=', StringComparison.Ordinal), text.IndexOf("..", StringComparison.Ordinal));
        return equals > 0 && dots > equals
            && Operators.FirstOrDefault(name => string.Equals(name, text[..equals].Trim(), StringComparison.OrdinalIgnoreCase)) is { } found
            && Number(text[(equals + 1)..dots]) is { } low && Number(text[(dots + 2)..]) is { } high && low <= 0 && high >= 0 && low < high
            ? (found, low, high)
            : null;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) is 0 or (> 1e-6 and < 1e6) ? number + 0.0 : null;
}
