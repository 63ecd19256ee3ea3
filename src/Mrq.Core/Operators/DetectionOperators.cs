using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>
/// TFLite's custom operator at the end of SSDs: box encodings [1, boxes, 4 or more] (input 0) against anchors [boxes, 4] (input 2) become boxes, of which non-maximum suppression
/// over the scores [1, boxes, classes] (input 1) leaves the best. Outputs are real numbers: boxes, classes and scores of the detections, and how many there are.
/// </summary>
public sealed record DetectionPostProcess : Operator
{
    private static readonly OperatorTraits Meaning = new() { Inputs = [InputRole.Data, InputRole.Data, InputRole.Data] };

    public override string Name => "CUSTOM(TFLite_Detection_PostProcess)";

    public override OperatorTraits Traits => Meaning;

    public int MaxDetections { get; init; }

    /// <summary>How many classes of one box are given out; of no account to <see cref="UseRegularNms"/> but for the outputs' sizes.</summary>
    public int MaxClassesPerDetection { get; init; }

    /// <summary>How many boxes of one class are left under <see cref="UseRegularNms"/>.</summary>
    public int DetectionsPerClass { get; init; } = 100;

    /// <summary>Whether boxes are suppressed class by class, and not by the best class of each.</summary>
    public bool UseRegularNms { get; init; }

    /// <summary>Scores below it do not count.</summary>
    public float NmsScoreThreshold { get; init; }

    /// <summary>Boxes that share more of their area than this with a better one are left out.</summary>
    public float NmsIouThreshold { get; init; }

    /// <summary>Without the background, which the scores may have in front.</summary>
    public int NumClasses { get; init; }

    public float YScale { get; init; }

    public float XScale { get; init; }

    public float HScale { get; init; }

    public float WScale { get; init; }

    /// <summary>The shapes of its outputs, whatever a file says of them.</summary>
    public IReadOnlyList<long[]> OutputShapes => [[1, Detections, 4], [1, Detections], [1, Detections], [1]];

    private long Detections => Math.Max(0, (long)MaxDetections) * Math.Max(0, MaxClassesPerDetection);
}
