using Mrq.Evaluation.Metrics.Detections;

namespace Mrq.Evaluation.Datasets.Media;

/// <summary>The objects of pictures from COCO's annotations, as <see cref="BoxLabels"/> reads them. A class is the category's id, or with a list of classes the index of its name.</summary>
internal static class CocoBoxes
{
    /// <exception cref="Mrq.Core.Diagnostics.MrqException"><see cref="Mrq.Core.Diagnostics.MrqCodes.BadDataset"/> or <see cref="Mrq.Core.Diagnostics.MrqCodes.DatasetDoesNotFit"/>.</exception>
    public static NumpyArray Of(MediaSet set, string labels)
    {
        var classes = set.Classes is null ? null : ClassList.Read(set.Classes);
        return CocoRows.Of(set, labels, BoxLabels.Columns, (file, objects, image) =>
        [
            .. objects.Select(entry => new[]
            {
                (float)(entry.Box.Y / image.Height),
                (float)(entry.Box.X / image.Width),
                (float)((entry.Box.Y + entry.Box.Height) / image.Height),
                (float)((entry.Box.X + entry.Box.Width) / image.Width),
                classes is null ? entry.Category : Index(classes, file.Categories[entry.Category], set.Classes!),
                entry.IsCrowd ? 1 : 0,
            }),
        ]);
    }

    private static float Index(ClassList classes, string name, string list) => classes.IndexOf(name)
        ?? throw DatasetErrors.DoesNotFit($"The category '{DatasetErrors.Printable(name)}' is not to be told by the list of classes.").InFile(list);
}
