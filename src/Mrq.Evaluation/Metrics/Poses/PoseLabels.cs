using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics.Poses;

/// <summary>
/// The persons of a sample as an array of labels has them, [samples, persons, 3 + 3k]: height and width of the picture and area of the person in pixels, then y, x (from 0 to 1) and visibility of each of k keypoints. A keypoint
/// of visibility 0 is not labelled, a person without labelled ones none.
/// </summary>
internal sealed class PoseLabels
{
    public const int Head = 3;
    private readonly ElementType _type;
    private readonly int _keypoints;

    private PoseLabels(ElementType type, int keypoints) => (_type, _keypoints) = (type, keypoints);

    /// <summary>Null where there are no labels.</summary>
    public static PoseLabels? Of(MetricSubject subject, int keypoints)
    {
        var labels = subject.Samples.Targets;
        return labels is null ? null
            : labels.Shape.Rank == 3 && labels.Shape[2] == Head + (3 * keypoints) && NumpyTypes.IsFloat(labels.Type) ? new PoseLabels(labels.Type, keypoints)
            : throw subject.LabelsDoNotFit(FormattableString.Invariant(
                $"The labels '{DatasetErrors.Printable(labels.Name)}' are {NumpyTypes.NameOf(labels.Type)} {labels.Shape}; oks and pck need real numbers [samples, persons, {Head + (3 * keypoints)}] for the model's {keypoints} keypoints: height, width, area, and y, x and visibility of each; or COCO's annotations."));
    }

    public IReadOnlyList<Person> Read(ReadOnlySpan<byte> label)
    {
        var values = NumpyTypes.ToDoubles(_type, label);
        var length = Head + (3 * _keypoints);
        return
        [
            .. Enumerable.Range(0, values.Length / length).Select(person => person * length).Select(first => new Person(
                values[first],
                values[first + 1],
                values[first + 2],
                [.. Enumerable.Range(0, _keypoints).Select(keypoint => first + Head + (3 * keypoint)).Select(at => new Keypoint(values[at], values[at + 1], values[at + 2]))]))
            .Where(person => person.Labelled > 0),
        ];
    }
}
