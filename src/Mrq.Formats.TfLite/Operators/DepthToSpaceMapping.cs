using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class DepthToSpaceMapping() : OperatorMapping<DepthToSpace>("DEPTH_TO_SPACE", "DepthToSpaceOptions")
{
    protected override DepthToSpace Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        BlockSize = options.Int32("block_size"),
    };

    protected override void Write(OptionsEditor options, DepthToSpace step) => options.Set("block_size", step.BlockSize);
}
