using Mrq.Core.Graph;
using static System.FormattableString;

namespace Mrq.Requantization.Verify;

/// <summary>
/// Each entry of a TABLE lies between what the source has for the integers on both sides of the same real number, but for rounding: half a step of the target, and one of the source,
/// whose entries are rounded themselves and whose function may bend between two of them.
/// </summary>
internal static class TableCheck
{
    private const double SourceSteps = 1.01;
    private const double TargetSteps = 0.51;

    public static IEnumerable<Violation> Of(Conversion conversion)
    {
        var (source, target) = (conversion.Source, conversion.Target);
        for (var step = 0; step < target.Operators.Length; step++)
        {
            var operation = target.Operators[step];
            if (operation.Name == "TABLE" && source.Tensors[operation.Inputs[0]].Quantization is not null && FirstOff(conversion, operation.Inputs[0], operation.Inputs[1], operation.Outputs[0]) is { } sentence)
            {
                yield return Violation.At(target, step, sentence);
            }
        }
    }

    /// <summary>Constants that are a table's entries.</summary>
    public static IEnumerable<int> Entries(QuantizedGraph graph) => graph.Operators.Where(step => step.Name == "TABLE").Select(step => step.Inputs[1]);

    private static string? FirstOff(Conversion conversion, int input, int table, int output)
    {
        var (before, after) = (conversion.Source, conversion.Target);
        var (grid, sourceGrid) = (after.Tensors[input].Quantization!, before.Tensors[input].Quantization!);
        var (low, high) = after.Tensors[input].Type.IntegerRange();
        var (sourceLow, sourceHigh) = before.Tensors[input].Type.IntegerRange();
        var ends = after.Tensors[output].Quantization is { } to ? (Step: (double)to.Scale, Low: (conversion.Rules.Activations(output).Minimum - to.ZeroPoint) * (double)to.Scale, High: (conversion.Rules.Activations(output).Maximum - to.ZeroPoint) * (double)to.Scale) : (0, double.NegativeInfinity, double.PositiveInfinity);
        var slack = (TargetSteps * ends.Step) + (SourceSteps * (before.Tensors[output].Quantization?.Scale ?? 0));
        for (var integer = low; integer <= high; integer++)
        {
            var place = ((grid.Scale * (double)(integer - grid.ZeroPoint)) / sourceGrid.Scale) + sourceGrid.ZeroPoint;

            // Beyond the source's ends nothing is known.
            if (place < sourceLow || place > sourceHigh)
            {
                continue;
            }

            var (left, right) = (Entry(before, (int)Math.Floor(place)), Entry(before, (int)Math.Ceiling(place)));
            var entry = Entry(after, integer);
            var curve = after.Tensors[output].Quantization is null ? Math.Abs(right - left) + (1e-5 * Math.Abs(left)) : 0;
            if (!(entry >= Math.Clamp(Math.Min(left, right), ends.Low, ends.High) - slack - curve && entry <= Math.Clamp(Math.Max(left, right), ends.Low, ends.High) + slack + curve) && !double.IsNaN(left) && !double.IsNaN(right))
            {
                return Invariant($"its entry for {integer} is {entry:G5}, the source has {left:G5} and {right:G5} on both sides.");
            }
        }

        return null;

        double Entry(QuantizedGraph graph, int integer)
        {
            var (entries, meaning) = (graph.Tensors[table], graph.Tensors[output].Quantization);
            return meaning is null ? BitConverter.ToSingle(entries.Data!.Value.Span[((integer & 255) * sizeof(float))..]) : meaning.Scale * (double)(entries.Type.IntegerAt(entries.Data!.Value.Span, integer & 255) - meaning.ZeroPoint);
        }
    }
}
