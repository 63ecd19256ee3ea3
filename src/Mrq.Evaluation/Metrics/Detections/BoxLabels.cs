using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics.Detections;

/// <summary>
/// The objects of a sample as an array of labels has them, [samples, objects, 5 or 6]: top, left, bottom and right from 0 to 1, the class, and 1 for one that neither counts as missed nor as found (COCO's crowds, VOC's difficult
/// ones). A negative class is no object.
/// </summary>
internal sealed class BoxLabels
{
    public const int Columns = 6;
    private const int ClassColumn = 4;
    private readonly ElementType _type;
    private readonly int _columns;
    private readonly int _offset;

    private BoxLabels(NumpyArray array, int offset) => (_type, _columns, _offset) = (array.Type, array.Shape[2], offset);

    /// <summary>Null where there are no labels.</summary>
    public static BoxLabels? Of(MetricSubject subject)
    {
        var labels = subject.Samples.Targets;
        return labels is null ? null
            : labels.Shape.Rank == 3 && labels.Shape[2] is Columns - 1 or Columns && (NumpyTypes.IsFloat(labels.Type) || NumpyTypes.IsInteger(labels.Type)) ? new BoxLabels(labels, subject.LabelOffset)
            : throw subject.LabelsDoNotFit($"The labels '{DatasetErrors.Printable(labels.Name)}' are {NumpyTypes.NameOf(labels.Type)} {labels.Shape}; map needs [samples, objects, 5 or 6]: top, left, bottom, right, class, and 1 for what does not count; or COCO's annotations.");
    }

    public IReadOnlyList<LabelledBox> Read(ReadOnlySpan<byte> label)
    {
        var values = NumpyTypes.ToDoubles(_type, label);
        var boxes = new List<LabelledBox>();
        for (var i = 0; i < values.Length; i += _columns)
        {
            if (values[i + ClassColumn] >= 0)
            {
                boxes.Add(new LabelledBox((int)Math.Min(values[i + ClassColumn], int.MaxValue / 2) + _offset, new Box(values[i], values[i + 1], values[i + 2], values[i + 3]), _columns == Columns && values[i + ClassColumn + 1] != 0));
            }
        }

        return boxes;
    }
}

/// <summary>An object that is there.</summary>
/// <param name="Class">Its class in the model's numbering.</param>
/// <param name="Box">Where it is.</param>
/// <param name="IsIgnored">Whether it neither counts as missed nor as found.</param>
internal readonly record struct LabelledBox(int Class, Box Box, bool IsIgnored);
