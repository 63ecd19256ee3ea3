using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class MirrorPadMapping() : OperatorMapping<MirrorPad>("MIRROR_PAD", "MirrorPadOptions")
{
    protected override MirrorPad Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        Mode = options.MirrorPadMode(),
    };

    protected override void Write(OptionsEditor options, MirrorPad step) => options.Set("mode", step.Mode);
}
