namespace Microsoft.Build.Framework;

/// <summary>
/// Tells an engine that runs projects on threads that a task may run beside others in its process. The engine knows the attribute
/// by this name, wherever it comes from; MSBuild's own is newer than the oldest MSBuild that the package runs on. Such a task gets no
/// environment from the engine, so each is told its project's folder and reads nothing of the process.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class MSBuildMultiThreadableTaskAttribute : Attribute;
