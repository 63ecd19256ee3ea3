using System.Collections.Immutable;

namespace Mrq.Evaluation.Metrics.Sequences;

/// <summary>
/// What connectionist temporal classification makes of the best class of each step (Graves and others 2006): of neighbours that are equal one stays, and then blanks are left out.
/// </summary>
/// <param name="IsBlankLast">Whether the blank is the last class, as TensorFlow has it, or else class 0.</param>
internal sealed record CtcCollapse(bool IsBlankLast)
{
    /// <summary>What stands behind a metric's name.</summary>
    public static ImmutableArray<string> Options { get; } = [":ctc-last", ":ctc-0"];

    /// <summary>One of <see cref="Options"/>.</summary>
    public static CtcCollapse Of(string option) => new(option == Options[0]);

    public int[] Apply(ReadOnlySpan<int> steps, int classes)
    {
        var (tokens, blank) = (new List<int>(), IsBlankLast ? classes - 1 : 0);
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i] != blank && (i == 0 || steps[i] != steps[i - 1]))
            {
                tokens.Add(steps[i]);
            }
        }

        return [.. tokens];
    }
}
