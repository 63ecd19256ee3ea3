using Mrq.Core.Diagnostics;

namespace Mrq.Build.Conversions;

/// <summary>Why nothing can be converted: two things would have one name.</summary>
/// <param name="File">The file that declares the model of the second.</param>
/// <param name="Error">Both, and the name.</param>
internal sealed record Collision(string File, MrqException Error);
