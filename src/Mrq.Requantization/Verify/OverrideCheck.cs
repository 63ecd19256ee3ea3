using System.Text;
using System.Text.RegularExpressions;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Verify;

/// <summary>
/// Each operator was converted by the rules that the scheme's overrides give it, and by the scheme's own where none is about it. Which it is about is found anew, from names in the graph as it
/// was read: an operator's own, those of what it writes, and those of its weights. What stays as it was in the source has no rule of a scheme.
/// </summary>
internal static class OverrideCheck
{
    public static IEnumerable<Violation> Of(Conversion conversion)
    {
        if (conversion.Rules.Asked is not { } asked || asked.Scheme.Overrides == SchemeOverrides.None)
        {
            yield break;
        }

        var (entries, own) = (asked.Scheme.Overrides.All.ToList(), asked.Scheme with { Overrides = SchemeOverrides.None });
        var writers = asked.Graph.Operators.SelectMany(step => step.Outputs.Where(tensor => tensor >= 0).Select(tensor => (tensor, step))).ToDictionary(pair => pair.tensor, pair => pair.step);
        var graph = conversion.Target;
        for (var step = 0; step < graph.Operators.Length; step++)
        {
            if (graph.Operators[step].Outputs is not [var output, ..] || writers.GetValueOrDefault(output) is not { } read || IsKept(conversion, asked.Graph, output))
            {
                continue;
            }

            var wanted = own;
            foreach (var entry in entries.Where(entry => IsAbout(entry, asked.Graph, read)))
            {
                wanted = SchemeDefinition.Overridden(wanted, entry);
            }

            var given = conversion.Rules.Schemes(step);
            if ((given.Weights, given.Activations, given.BiasBits, given.BiasScale, given.QuantizedOperators) != (wanted.Weights, wanted.Activations, wanted.BiasBits, wanted.BiasScale, wanted.QuantizedOperators))
            {
                yield return Violation.At(graph, step, output, wanted == own ? "it was converted by an override that is not about it." : "it was not converted by the override that is about it.");
            }
        }
    }

    /// <summary>Scale and zero point as they were read, counted from the smallest integer of the type.</summary>
    private static bool IsKept(Conversion conversion, QuantizedGraph read, int tensor)
    {
        var (before, after) = (read.Tensors[tensor], conversion.Target.Tensors[tensor]);
        return before.Quantization is not { } old || after.Quantization is not { } now
            || (old.Scales.AsSpan().SequenceEqual(now.Scales.AsSpan()) && old.ZeroPoint - before.Type.IntegerRange().Minimum == now.ZeroPoint - after.Type.IntegerRange().Minimum);
    }

    private static bool IsAbout(SchemeOverride entry, QuantizedGraph graph, Operator step)
    {
        if (entry.Kind == "operator")
        {
            return step.Name.Equals(entry.Name, StringComparison.OrdinalIgnoreCase);
        }

        // TFLite has the weights of its layers second; of operators with a memory nothing is converted.
        var weights = step.Name is "CONV_2D" or "DEPTHWISE_CONV_2D" or "TRANSPOSE_CONV" or "FULLY_CONNECTED" && step.Inputs.Length > 1 ? step.Inputs[1] : -1;
        return step.Outputs.Add(weights).Any(tensor => tensor >= 0 && Matches(graph.Tensors[tensor].Name, entry.Name));
    }

    /// <summary>A name against a pattern in which * stands for any letters, ? for one, and what follows a backslash for itself.</summary>
    private static bool Matches(string name, string pattern)
    {
        var expression = new StringBuilder("\\A");
        for (var i = 0; i < pattern.Length; i++)
        {
            expression.Append(pattern[i] switch
            {
                '*' => ".*",
                '?' => ".",
                '\\' when i + 1 < pattern.Length => Regex.Escape($"{pattern[++i]}"),
                var letter => Regex.Escape($"{letter}"),
            });
        }

        return Regex.IsMatch(name, $"{expression}\\z", RegexOptions.Singleline | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }
}
