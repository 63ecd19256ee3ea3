using Mrq.Core.Graph;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Mapping;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>Sets attributes on the options that the file has, or on new ones; what already says so is left as it stands.</summary>
internal sealed class OptionsEditor(FlatTable options)
{
    public FlatTable Options { get; private set; } = options;

    public void Set(string name, long value) => Options = Options.WithScalar(name, value);

    public void Set(string name, string value) => Options = (Options.Text(name) ?? "") == value ? Options : Options.With(name, FlatString.Of(value));

    public void Set(string name, bool value) => Set(name, value ? 1L : 0);

    public void Set(string name, float value) => Set(name, (long)BitConverter.SingleToUInt32Bits(value));

    public void Set(string name, ActivationFunctionType value) => Set(name, (long)value);

    public void Set(string name, Padding value) => Set(name, value == Padding.Valid ? 1L : 0);

    public void Set(string name, MirrorPadMode value) => Set(name, (long)value);

    public void Set(string name, ElementType value) => Set(name, (long)TensorTypes.ToNumber(value));
}
