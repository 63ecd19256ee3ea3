using Mrq.Evaluation.Metrics.Poses;

namespace Mrq.Evaluation.Datasets.Media;

/// <summary>The persons of pictures from COCO's annotations, as <see cref="PoseLabels"/> reads them; annotations without keypoints, and crowds, are none.</summary>
internal static class CocoPersons
{
    /// <exception cref="Mrq.Core.Diagnostics.MrqException"><see cref="Mrq.Core.Diagnostics.MrqCodes.BadDataset"/> or <see cref="Mrq.Core.Diagnostics.MrqCodes.DatasetDoesNotFit"/>.</exception>
    public static NumpyArray Of(MediaSet set, string labels)
    {
        var keypoints = -1;
        return CocoRows.Of(set, labels, null, (_, objects, image) =>
        [
            .. objects.Where(entry => entry.Keypoints.Length > 0 && !entry.IsCrowd).Select(entry =>
            {
                keypoints = keypoints < 0 ? entry.Keypoints.Length : keypoints;
                return entry.Keypoints.Length == keypoints
                    ? (float[])[(float)image.Height, (float)image.Width, (float)entry.Area, .. entry.Keypoints.SelectMany(keypoint => new[] { (float)(keypoint.Y / image.Height), (float)(keypoint.X / image.Width), (float)keypoint.Visibility })]
                    : throw DatasetErrors.DoesNotFit(FormattableString.Invariant($"'{DatasetErrors.Printable(image.File)}' has {entry.Keypoints.Length} keypoints, and others {keypoints}.")).InFile(labels);
            }),
        ]);
    }
}
