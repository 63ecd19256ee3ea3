namespace Mrq.Evaluation.Metrics.Poses;

/// <summary>A keypoint of a person.</summary>
/// <param name="Y">From 0 at the picture's top to 1 at its bottom.</param>
/// <param name="X">From 0 at its left to 1 at its right.</param>
/// <param name="Score">How sure the model is; of a label over 0 where the keypoint is labelled.</param>
internal readonly record struct Keypoint(double Y, double X, double Score);
