namespace Mrq.Emulator.Detection;

/// <summary>
/// The best boxes by their scores, without those that share too much with a better one. Of equal scores the earlier is the better one: what TFLite leaves to the C++ library
/// here and there is so in tflite-micro.
/// </summary>
/// <param name="ScoreThreshold">Lower scores do not count.</param>
/// <param name="IouThreshold">What a box may share with a better one.</param>
internal readonly record struct NonMaxSuppression(float ScoreThreshold, float IouThreshold)
{
    /// <summary>Indices of at most <paramref name="most"/> boxes, the best first.</summary>
    public List<int> Select(ReadOnlySpan<BoxCorners> boxes, ReadOnlySpan<float> scores, int most)
    {
        var kept = new List<int>();
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] >= ScoreThreshold)
            {
                kept.Add(i);
            }
        }

        var order = Descending(scores, kept);
        var (selected, isLeft) = (new List<int>(), new bool[order.Length]);
        Array.Fill(isLeft, true);
        for (var i = 0; i < order.Length && selected.Count < most; i++)
        {
            if (!isLeft[i])
            {
                continue;
            }

            selected.Add(order[i]);
            for (var j = i + 1; j < order.Length; j++)
            {
                isLeft[j] = isLeft[j] && !(boxes[order[i]].IntersectionOverUnion(boxes[order[j]]) > IouThreshold);
            }
        }

        return selected;
    }

    /// <summary>Indices by the values that they lead to, the largest first, of equal ones the earlier; what is no number comes last.</summary>
    public static int[] Descending(ReadOnlySpan<float> values, IEnumerable<int> indices)
    {
        var copy = values.ToArray();
        return [.. indices.OrderByDescending(index => copy[index])];
    }
}
