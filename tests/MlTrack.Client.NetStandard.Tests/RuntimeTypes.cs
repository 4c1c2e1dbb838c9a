extern alias runtime;

// Names that both the runtime and the polyfills of the build under test define: a test means the runtime's.
global using CallerArgumentExpressionAttribute = runtime::System.Runtime.CompilerServices.CallerArgumentExpressionAttribute;
global using DoesNotReturnAttribute = runtime::System.Diagnostics.CodeAnalysis.DoesNotReturnAttribute;
global using DynamicallyAccessedMembersAttribute = runtime::System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembersAttribute;
global using ExperimentalAttribute = runtime::System.Diagnostics.CodeAnalysis.ExperimentalAttribute;
global using Index = runtime::System.Index;
global using Lock = runtime::System.Threading.Lock;
global using MaybeNullWhenAttribute = runtime::System.Diagnostics.CodeAnalysis.MaybeNullWhenAttribute;
global using MemberNotNullAttribute = runtime::System.Diagnostics.CodeAnalysis.MemberNotNullAttribute;
global using MemberNotNullWhenAttribute = runtime::System.Diagnostics.CodeAnalysis.MemberNotNullWhenAttribute;
global using ModuleInitializerAttribute = runtime::System.Runtime.CompilerServices.ModuleInitializerAttribute;
global using NotNullAttribute = runtime::System.Diagnostics.CodeAnalysis.NotNullAttribute;
global using NotNullWhenAttribute = runtime::System.Diagnostics.CodeAnalysis.NotNullWhenAttribute;
global using Range = runtime::System.Range;
global using RequiresDynamicCodeAttribute = runtime::System.Diagnostics.CodeAnalysis.RequiresDynamicCodeAttribute;
global using RequiresUnreferencedCodeAttribute = runtime::System.Diagnostics.CodeAnalysis.RequiresUnreferencedCodeAttribute;
global using SetsRequiredMembersAttribute = runtime::System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute;
global using StackTraceHiddenAttribute = runtime::System.Diagnostics.StackTraceHiddenAttribute;
global using StringSyntaxAttribute = runtime::System.Diagnostics.CodeAnalysis.StringSyntaxAttribute;
global using SupportedOSPlatformAttribute = runtime::System.Runtime.Versioning.SupportedOSPlatformAttribute;
global using TaskCompletionSource = runtime::System.Threading.Tasks.TaskCompletionSource;
global using UnconditionalSuppressMessageAttribute = runtime::System.Diagnostics.CodeAnalysis.UnconditionalSuppressMessageAttribute;
global using UnixFileMode = runtime::System.IO.UnixFileMode;
global using UnreachableException = runtime::System.Diagnostics.UnreachableException;
global using UnsupportedOSPlatformAttribute = runtime::System.Runtime.Versioning.UnsupportedOSPlatformAttribute;
