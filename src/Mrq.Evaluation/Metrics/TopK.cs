using System.Numerics;
using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Metrics;

/// <summary>
/// Ranks of classes by score. Quantized scores tie often; equal scores rank in the order of their indices, as NumPy's and
/// TFLite's arg-max have it, so that top1 is the arg-max and top5 contains it. A score that is not a number ranks last.
/// </summary>
public static class TopK
{
    /// <summary>The index of the largest score, the lowest of several.</summary>
    /// <param name="scores">At least one.</param>
    public static int ArgMax<T>(ReadOnlySpan<T> scores)
        where T : INumber<T>
    {
        ArgumentOutOfRangeException.ThrowIfZero(scores.Length, nameof(scores));
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best] || (T.IsNaN(scores[best]) && !T.IsNaN(scores[i])))
            {
                best = i;
            }
        }

        return best;
    }

    /// <summary>How many classes stand before the label's: 0 when it is the arg-max.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.DatasetDoesNotFit"/> when the model has no such class.</exception>
    public static int RankOf<T>(ReadOnlySpan<T> scores, int label)
        where T : INumber<T>
    {
        if ((uint)label >= (uint)scores.Length)
        {
            throw new MrqException(
                MrqCodes.DatasetDoesNotFit,
                FormattableString.Invariant($"The label {label} is none of the model's {scores.Length} classes; labels must be indices of its output."));
        }

        var rank = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            var isBefore = T.IsNaN(scores[label])
                ? i < label || !T.IsNaN(scores[i])
                : scores[i] > scores[label] || (i < label && scores[i] == scores[label]);
            rank += isBefore && i != label ? 1 : 0;
        }

        return rank;
    }

    /// <summary>Whether the label's class is among the first <paramref name="k"/>.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.DatasetDoesNotFit"/> when the model has no such class.</exception>
    public static bool IsCorrect<T>(ReadOnlySpan<T> scores, int label, int k)
        where T : INumber<T> => RankOf(scores, label) < k;
}
