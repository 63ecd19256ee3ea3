namespace Mrq.Evaluation.Metrics.Detections;

/// <summary>Which of the boxes that a model finds in one sample are right.</summary>
internal static class BoxMatching
{
    /// <summary>The answers, class by class and the surest first, and which labels are found at the least overlap.</summary>
    /// <param name="found">What the model finds.</param>
    /// <param name="labels">What is there.</param>
    /// <param name="rule">How they are matched.</param>
    public static (IReadOnlyList<BoxAnswer> Answers, bool[] Found) Of(IReadOnlyList<FoundBox> found, IReadOnlyList<LabelledBox> labels, DetectionRule rule)
    {
        var (answers, isFound) = (new List<BoxAnswer>(), new bool[labels.Count]);
        foreach (var boxes in found.GroupBy(box => box.Class).OrderBy(group => group.Key))
        {
            var places = Enumerable.Range(0, labels.Count).Where(place => labels[place].Class == boxes.Key).OrderBy(place => labels[place].IsIgnored).ToArray();
            FoundBox[] sorted = [.. boxes.OrderByDescending(box => box.Score).Take(rule.MostOfClass)];
            var (right, ignored) = (new ushort[sorted.Length], new ushort[sorted.Length]);
            for (var threshold = 0; threshold < rule.Overlaps.Length; threshold++)
            {
                var taken = new bool[places.Length];
                for (var i = 0; i < sorted.Length; i++)
                {
                    var match = rule.IsCoco ? CocoMatch(sorted[i].Box, labels, places, taken, rule.Overlaps[threshold]) : VocMatch(sorted[i].Box, labels, places, rule.Overlaps[threshold]);
                    if (match < 0)
                    {
                        continue;
                    }

                    var bit = (ushort)(1 << threshold);
                    ignored[i] |= labels[places[match]].IsIgnored ? bit : (ushort)0;
                    right[i] |= labels[places[match]].IsIgnored || taken[match] ? (ushort)0 : bit;
                    isFound[places[match]] |= threshold == 0;
                    taken[match] = true;
                }
            }

            answers.AddRange(sorted.Select((box, i) => new BoxAnswer(box.Class, box.Score, right[i], ignored[i])));
        }

        return (answers, isFound);
    }

    /// <summary>COCO's: of the labels that none has taken the one with the greatest overlap, the last of equals; of those that do not count, which may be taken again, only where no other fits.</summary>
    private static int CocoMatch(Box box, IReadOnlyList<LabelledBox> labels, int[] places, bool[] taken, double least)
    {
        var (match, best) = (-1, Math.Min(least, 1 - 1e-10));
        for (var i = 0; i < places.Length; i++)
        {
            var label = labels[places[i]];
            if (taken[i] && !label.IsIgnored)
            {
                continue;
            }

            if (match >= 0 && !labels[places[match]].IsIgnored && label.IsIgnored)
            {
                break;
            }

            // A crowd is a region of many: a box lies in it, and need not fill it.
            var overlap = label.IsIgnored ? box.ShareIn(label.Box) : box.Overlap(label.Box);
            if (overlap >= best)
            {
                (match, best) = (i, overlap);
            }
        }

        return match;
    }

    /// <summary>VOC's: the label with the greatest overlap, the first of equals, whether or not a surer box has it.</summary>
    private static int VocMatch(Box box, IReadOnlyList<LabelledBox> labels, int[] places, double least)
    {
        var (match, best) = (-1, double.NegativeInfinity);
        for (var i = 0; i < places.Length; i++)
        {
            if (box.Overlap(labels[places[i]].Box) is var overlap && overlap > best)
            {
                (match, best) = (i, overlap);
            }
        }

        return best >= least ? match : -1;
    }
}

/// <summary>A box that is found, as the average precision needs it.</summary>
/// <param name="Class">Its class.</param>
/// <param name="Score">How sure the model is.</param>
/// <param name="Right">A bit for each overlap: whether it is a label's.</param>
/// <param name="Ignored">A bit for each overlap: whether it is neither right nor wrong.</param>
internal readonly record struct BoxAnswer(int Class, double Score, ushort Right, ushort Ignored);
