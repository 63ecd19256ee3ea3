using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Datasets.Formats;

/// <summary>A way in which samples lie in files. A new one is a class and an entry in <see cref="DataFormats"/>.</summary>
internal interface IDataFormat
{
    /// <summary>Whether files are of this format.</summary>
    /// <param name="files">At least one.</param>
    bool Recognizes(IReadOnlyList<DataFile> files);

    /// <summary>All files that are read for a path, those that it names itself among them.</summary>
    IReadOnlyList<string> FilesOf(string path);

    /// <summary>Whether there are labels, by names and heads of the files alone.</summary>
    /// <param name="files">Files of this format.</param>
    /// <param name="kind">What labels are read as; those of no use are not looked at.</param>
    /// <exception cref="MrqException">What <see cref="Read"/> would fail with before the first sample.</exception>
    bool HasLabels(IReadOnlyList<DataFile> files, LabelKind kind);

    /// <summary>The arrays for the inputs of a model and the labels.</summary>
    /// <param name="files">Files of this format.</param>
    /// <param name="options">What the files do not say.</param>
    /// <param name="inputs">The model's inputs; empty where there is no model, and the data has one.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.FileMissing"/>, <see cref="MrqCodes.BadDataset"/>, <see cref="MrqCodes.DatasetDoesNotFit"/> or <see cref="MrqCodes.BadOption"/>.</exception>
    DataContent Read(IReadOnlyList<DataFile> files, DatasetOptions options, IReadOnlyList<Tensor> inputs);
}
