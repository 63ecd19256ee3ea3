namespace Mrq.Evaluation.Metrics;

/// <summary>What a metric reads from the labels of a dataset.</summary>
public enum LabelKind
{
    /// <summary>Nothing: labels are not even read.</summary>
    None,

    /// <summary>One class index for each sample.</summary>
    Classes,

    /// <summary>Real numbers, as many for each sample as the model's output has.</summary>
    Values,

    /// <summary>One class index for each position of the model's output.</summary>
    Maps,

    /// <summary>Objects of each sample by their boxes, as <see cref="Detections.BoxLabels"/> has them.</summary>
    Boxes,

    /// <summary>Persons of each sample by their keypoints, as <see cref="Poses.PoseLabels"/> has them.</summary>
    Keypoints,

    /// <summary>A sequence of tokens for each sample; negative ones behind its end.</summary>
    Tokens,
}
